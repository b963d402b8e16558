const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const controlInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text from a file without what would move a terminal's cursor, colour it or reverse its writing. */
export const printable = (text: string): string => text.replace(control, "?");

/** The same for text of several lines: line breaks and tabs stay. */
export const printableText = (text: string): string => text.replace(controlInText, "?");
