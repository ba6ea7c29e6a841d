/** The door of this room: settings → ObjectStore. */
import { UsageError } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { urlOf } from './addressing.ts';
import { deleteObject, deleteObjects } from './deleting.ts';
import { md5 } from './digest.ts';
import { checkBucket } from './endpoint.ts';
import { openLine, sendOnce } from './exchange.ts';
import { listObjects, lookAt } from './listing.ts';
import { getObject, headObject } from './reading.ts';
import { clockAhead } from './refusals.ts';
import { send } from './retrying.ts';
import { checkKeys, checkRegion, type StoreSettings, type StoreWorld } from './settings.ts';
import { presignedUrl } from './sign.ts';

/** S3's limit of a presigned URL. */
const LONGEST_URL = 7 * 86_400;

/** A bucket whose versions are suspended calls its only one `null`. */
function versionOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' && header !== 'null' ? header : undefined;
}

/** Opens a bucket; sends nothing yet. Throws UsageError for settings that cannot be right. */
export function openStore(settings: StoreSettings, world: StoreWorld): ObjectStore {
  const { bucket, keys, region } = settings;
  checkBucket(bucket);
  checkKeys(keys);
  if (region !== undefined) checkRegion(region);
  const line = openLine(settings, world);
  const { bearings } = line;
  return {
    bucket,
    endpoint: bearings.endpoint.origin,
    reach: async ({ signal } = {}) => {
      const { response } = await sendOnce({ method: 'GET', verb: 'look at', unsigned: true, signal }, line);
      response.body.resume();
      return { clockAheadMs: clockAhead(response.headers.date, world.now()) };
    },
    lookAtBucket: async ({ signal } = {}) => {
      await lookAt(line, signal);
      return { region: bearings.region, addressing: bearings.style };
    },
    list: (prefix, { signal } = {}) => listObjects(line, prefix, signal),
    head: (key, { signal } = {}) => headObject(line, key, signal),
    get: (key, options = {}) => getObject(line, key, options),
    put: async (key, body, { signal } = {}) => {
      // A bucket with object lock takes nothing without a checksum.
      const headers = { 'content-md5': md5(body) };
      const response = await send({ method: 'PUT', verb: 'write', key, headers, body, signal }, line);
      response.body.resume();
      return { version: versionOf(response.headers['x-amz-version-id']) };
    },
    delete: (key, options = {}) => deleteObject(line, key, options),
    deleteMany: (many, { signal } = {}) => deleteObjects(line, many, signal),
    presign: async (key, expiresSeconds) => {
      if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > LONGEST_URL)
        throw new UsageError('a presigned URL lives for 1 second to 7 days');
      const signing = { keys, region: bearings.region, now: world.now() };
      return presignedUrl(urlOf({ ...bearings, bucket }, key), expiresSeconds, signing);
    },
    close: () => line.wire.close(),
  };
}
