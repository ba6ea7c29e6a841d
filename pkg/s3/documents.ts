/** Requests whose answer is an XML document. */
import { EXIT, UserError } from '../errors.ts';
import { bodyText, type Line, type StoreRequest } from './exchange.ts';
import { noStore, readRefusal } from './refusals.ts';
import { refused, sendRetrying } from './retrying.ts';
import { type Element, readXml } from './xml.ts';

/** Tries of an answer that breaks off. */
const MOST_READS = 3;

/** The document of that name; anything else is thrown. One that breaks off halfway is asked for again where that is safe. */
export async function readDocument(request: StoreRequest, name: string, line: Line): Promise<Element> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await documentOnce(request, name, line);
    } catch (error) {
      const broken = error instanceof UserError && /^(?:BrokenOff|BadAnswer)$/.test(error.reason ?? '');
      if (!broken || request.method !== 'GET' || tries === MOST_READS) throw error;
    }
  }
}

async function documentOnce(request: StoreRequest, name: string, line: Line): Promise<Element> {
  const exchange = await sendRetrying(request, line);
  const text = await bodyText(exchange, request);
  const element = readXml(text);
  if (element?.name === name) return element;
  const { response, url } = exchange;
  // Some stores find out that they cannot do it after they have said 200.
  if (element?.name === 'Error')
    throw refused(readRefusal(response, line.mask(text), url.host, line.world.now()), request, line);
  if (element === undefined && /^<\?xml|^<[A-Z]/.test(text)) throw brokenAnswer(url.host);
  throw noStore(response, line.mask(text), url.host);
}

function brokenAnswer(host: string): UserError {
  return new UserError(`the answer of ${host} is damaged or breaks off`, {
    hint: 'try again; a proxy in between may be at fault',
    exitCode: EXIT.unreachable,
    reason: 'BadAnswer',
  });
}
