/** Tells whoever waits for the bench how far it is. */
export type Say = (line: string) => void;
