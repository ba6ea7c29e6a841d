/** Objects as the API server stores them in etcd. */
import { bytesField, utf8 } from './bbolt.ts';

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Stored {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  /** A Node's InternalIPs. */
  readonly ips?: readonly string[];
}

/** In the protobuf envelope: `k8s\0` and runtime.Unknown. */
export function protobufObject({ apiVersion, kind, metadata, ips = [] }: Stored): Uint8Array {
  const { name, namespace = '', uid = '', labels = {} } = metadata;
  const meta = Buffer.concat([
    bytesField(1, name),
    bytesField(3, namespace),
    bytesField(5, uid),
    ...Object.entries(labels).map((pair) => bytesField(11, pairOf(pair))),
  ]);
  const status = Buffer.concat(ips.map((ip) => bytesField(5, pairOf(['InternalIP', ip]))));
  const raw = Buffer.concat([bytesField(1, meta), bytesField(3, status)]);
  const type = Buffer.concat([bytesField(1, apiVersion), bytesField(2, kind)]);
  return Buffer.concat([utf8('k8s\0'), bytesField(1, type), bytesField(2, raw)]);
}

function pairOf([key, value]: readonly [string, string]): Uint8Array {
  return Buffer.concat([bytesField(1, key), bytesField(2, value)]);
}

/** As custom resources are stored. */
export function jsonObject(object: Stored): Uint8Array {
  return utf8(JSON.stringify(object));
}
