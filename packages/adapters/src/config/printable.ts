const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text from a file without what would move a terminal's cursor, colour it or reverse its writing. */
export const printable = (text: string): string => text.replace(control, "?");
