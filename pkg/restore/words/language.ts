/** Which language the plan speaks. */

export type Language = 'en' | 'zh';

/** `--lang`, else what the locale says: the first of LC_ALL, LC_MESSAGES and LANG that is set decides, as in POSIX. */
export function languageOf(
  asked: Language | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  if (asked !== undefined) return asked;
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh(?:[_.@-]|$)/i.test(locale) ? 'zh' : 'en';
}
