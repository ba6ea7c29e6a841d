/** The words of the page that replaces one member of a cluster that still has quorum. */
export interface ReplaceWords {
  readonly title: (node: string) => string;
  readonly why: string;
  readonly list: string;
  readonly aside: (node: string) => string;
  readonly newMachine: (node: string) => string;
  readonly remove: (node: string) => string;
  readonly add: (node: string) => string;
  readonly manifest: (node: string) => string;
  readonly start: (node: string) => string;
  readonly healthy: string;
}
