/** SHA-256 of a text's UTF-8 bytes, as lower-case hexadecimal. Given from outside: core has no cryptography of its own. */
export type Digest = (text: string) => string;
