/** The controller's copies in S3, by the AWS SDK: nothing of the plugin is in them. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Host } from './controller.ts';

/** The values of a Secret in `cpaas-system`, in base64 as the API has them; undefined where there is none. */
export type ReadSecret = (name: string) => Promise<Readonly<Record<string, string>> | undefined>;

/** Puts each copy where the resource says, with the keys of the Secret that it names. */
export function uploadToS3(readSecret: ReadSecret): NonNullable<Host['upload']> {
  return async ({ spec }, file, bytes) => {
    const { endpoint, region, bucket, dir, secretRef } = (spec.remoteStorage?.s3 ?? {}) as Record<
      string,
      string
    >;
    const secret = secretRef === undefined ? undefined : await readSecret(secretRef);
    const key = (name: string): string => Buffer.from(secret?.[name] ?? '', 'base64').toString('utf8');
    const client = new S3Client({
      endpoint: endpoint ?? '',
      region: region ?? 'us-east-1',
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      credentials: { accessKeyId: key('ACCESS_KEY'), secretAccessKey: key('SECRET_KEY') },
    });
    try {
      const object = {
        Bucket: bucket,
        Key: dir === undefined || dir === '' ? file : `${dir}/${file}`,
        Body: bytes,
      };
      await client.send(new PutObjectCommand(object));
    } finally {
      client.destroy();
    }
  };
}
