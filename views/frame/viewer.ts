/** Who looks at a page, as its frame shows them. */
export interface Viewer {
  /** Tells two people apart; shown to nobody. */
  readonly id: string;
  readonly name: string;
  readonly admin: boolean;
}
