/** The part of snappyjs that is used; the package has no types of its own. */
declare module "snappyjs" {
  const snappy: {
    /** Throws where the bytes are damaged, or their unpacked length is above `maxLength`. */
    readonly uncompress: (compressed: Uint8Array, maxLength: number) => Uint8Array;
    readonly compress: (plain: Uint8Array) => Uint8Array;
  };
  export default snappy;
}
