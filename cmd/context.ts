/** What a command is handed: the world as values and functions, so that tests hand it another one. */

/** The terminal that a stream is, or undefined members where it is a pipe or a file. */
export interface Terminal {
  /** stdout is a terminal. */
  readonly out: boolean;
  readonly err: boolean;
  readonly in: boolean;
  /** Columns of stdout's terminal; undefined for a pipe. */
  readonly columns: number | undefined;
  /** Colour may be used on stdout: a terminal, no NO_COLOR, TERM is not dumb. */
  readonly color: boolean;
}

/** Questions to the person. Throws UsageError where there is no terminal. */
export interface Prompt {
  confirm(question: string): Promise<boolean>;
  /** Read without echo. */
  secret(question: string): Promise<string>;
  /** The typed line, for confirmations by name. */
  line(question: string): Promise<string>;
}

export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly now: () => Date;
  /** The operator's IANA zone, for `--local-time`. */
  readonly timeZone: () => string;
  /** Random bytes, for plan ids and probe names. */
  readonly random: (bytes: number) => Uint8Array;
  /** Waits; ends early with InterruptedError when the signal fires: the run's, or the one that is given instead. */
  readonly sleep: (ms: number, instead?: AbortSignal) => Promise<void>;
  /**
   * Data. Resolves when the stream has taken it. A reader that went away (`| head -1`) is no error: what was asked for is done to
   * its end, and the exit code tells how. Throws UserError for a disk that is full.
   */
  readonly out: (text: string | Uint8Array) => Promise<void>;
  /** Nobody reads stdout any more: what only prints may end. */
  readonly readerLeft: () => boolean;
  /** Words to the person, a line at a time. */
  readonly err: (line: string) => void;
  /** All of stdin, for `--stdin`. */
  readonly stdin: () => Promise<string>;
  readonly prompt: Prompt;
  /** Fires on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly homedir: string;
  /** What a person types before the command's name: `kubectl etcdbackup`. */
  readonly program: string;
}
