/** A page as data: what the terminal, Markdown and HTML show is the same list of blocks. */

export type Block =
  | { readonly is: 'title'; readonly text: string }
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'paragraph'; readonly text: string }
  /** Something that goes wrong unless it is read. */
  | { readonly is: 'warning'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] }
  /** Names and values, one a line. */
  | { readonly is: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  /** Something to do and tick off: in words, and as lines to type where there are any. */
  | {
      readonly is: 'step';
      readonly number: number | undefined;
      readonly text: string;
      readonly lines: readonly string[];
    }
  /** A file to paste: never indented, never folded. */
  | { readonly is: 'paste'; readonly text: string; readonly lines: readonly string[] };

/** A page, and a short text that stands on every printed sheet of it. */
export interface Page {
  /** BCP 47: `en` or `zh-CN`. */
  readonly language: string;
  /** `plan 7f3a9c, made 2026-11-25T02:00:00Z`: so that a sheet of paper says what it belongs to. */
  readonly footer: string;
  readonly blocks: readonly Block[];
}

/** Every line that a person is to type, in order: the same in every language. */
export function linesToType(page: Page): readonly string[] {
  return page.blocks.flatMap((block) => (block.is === 'step' || block.is === 'paste' ? block.lines : []));
}
