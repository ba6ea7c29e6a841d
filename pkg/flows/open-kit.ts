/** Opens a kit's folder. */
import { EXIT, UserError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import { KIT_FILE, type Kit } from '../restore/kit/kit.ts';
import { LARGEST_KIT, readKit } from '../restore/kit/read.ts';

/** The kit in `folder`. Throws UserError where there is none, or none that can be read. */
export async function openKit(folder: string, files: Files): Promise<Kit> {
  const path = `${folder}/${KIT_FILE}`;
  const facts = await files.facts(path);
  if (facts === undefined)
    throw new UserError(`${folder} is no kit: it has no ${KIT_FILE}`, {
      hint: 'kit DIR writes one while the API answers',
      exitCode: EXIT.usage,
    });
  if (facts.size > LARGEST_KIT)
    throw new UserError(`${path} has ${facts.size} bytes: no kit is that large`, { exitCode: EXIT.usage });
  return readKit(await files.readText(path));
}
