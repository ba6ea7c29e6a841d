import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../../pkg/errors.ts';
import { firstStyle, urlOf } from '../../../pkg/s3/addressing.ts';
import { checkBucket, parseEndpoint } from '../../../pkg/s3/endpoint.ts';
import { checkKeys, checkRegion } from '../../../pkg/s3/settings.ts';
import { escapeXml, readXml, speakable } from '../../../pkg/s3/xml.ts';

const GOOD = [
  ['https://s3.example.com', 'https://s3.example.com/'],
  ['https://s3.example.com/', 'https://s3.example.com/'],
  ['HTTP://10.0.0.5:9000', 'http://10.0.0.5:9000/'],
  ['https://[fd00::1]:9000', 'https://[fd00::1]:9000/'],
  ['https://backups.example.com', 'https://backups.example.com/'],
] as const;

for (const [text, url] of GOOD) {
  test(`endpoint ${text} is taken`, () => assert.equal(parseEndpoint(text, 'backups').href, url));
}

const BAD = [
  ['s3.example.com', 'endpoint "s3.example.com" has no scheme', /^write https:\/\/s3\.example\.com, or http/],
  ['s3.example.com:9000', 'endpoint "s3.example.com:9000" has no scheme', /https:\/\/s3\.example\.com:9000/],
  ['user:pw@s3.example.com', 'endpoint "s3.example.com" has no scheme', /https:\/\/s3\.example\.com,/],
  ['https://', 'endpoint "https://" is not a URL', /looks like/],
  ['https://u:secretpw@s3.example.com', 'the endpoint has a user or password in it', /apart/],
  ['s3://backups/dir', 'endpoint "s3://backups/dir" is no http or https address', /--bucket and --dir/],
  ['ftp://s3.example.com', 'endpoint "ftp://s3.example.com" is no http or https address', /looks like/],
  [
    'https://s3.example.com/backups',
    'endpoint "https://s3.example.com/backups" has the bucket in it',
    /^the endpoint is https:\/\/s3\.example\.com;/,
  ],
  [
    'https://s3.example.com/minio/x',
    'endpoint "https://s3.example.com/minio/x" has a path',
    /^the endpoint is https:\/\/s3\.example\.com;/,
  ],
  [
    'https://backups.s3.eu-west-1.amazonaws.com',
    'endpoint "https://backups.s3.eu-west-1.amazonaws.com" has the bucket in it',
    /^the endpoint is https:\/\/s3\.eu-west-1\.amazonaws\.com;/,
  ],
  [
    'https://backups.oss-cn-hangzhou.aliyuncs.com',
    'endpoint "https://backups.oss-cn-hangzhou.aliyuncs.com" has the bucket in it',
    /oss-cn-hangzhou\.aliyuncs\.com;/,
  ],
] as const;

for (const [text, message, hint] of BAD) {
  test(`endpoint ${text} is refused with the way to write it`, () => {
    assert.throws(
      () => parseEndpoint(text, 'backups'),
      (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.equal(error.message, message);
        assert.match(error.hint ?? '', hint);
        assert.doesNotMatch(error.message + error.hint, /pw/);
        return true;
      },
    );
  });
}

test('names that no bucket has are refused', () => {
  for (const name of ['', 'a', 'a/b', '../x', 'a b', '-x', 'x\n', 'é', 'x'.repeat(256)])
    assert.throws(() => checkBucket(name), UsageError, name);
  for (const name of ['backups', 'etcd.backups', 'Old_Bucket', '123']) checkBucket(name);
});

test('keys with line breaks, odd characters or nothing in them are refused, and not shown', () => {
  for (const bad of [
    '',
    'secretvalue\n',
    'secretvalue ',
    'secret value',
    'secretvälue',
    '\u0000secretvalue',
  ]) {
    assert.throws(
      () => checkKeys({ accessKey: 'AK', secretKey: bad, from: 'Secret a/b' }),
      (error: unknown) =>
        error instanceof UsageError &&
        /^SECRET_KEY of Secret a\/b /.test(error.message) &&
        !`${error.message}${error.hint}`.includes('secret v'),
    );
  }
  checkKeys({ accessKey: 'AK', secretKey: 'wJalr/XUt+nFEMI=', from: 'x' });
});

test('a region is a word', () => {
  for (const bad of ['', 'a b', 'x\r\ny: z', 'us/east']) assert.throws(() => checkRegion(bad), UsageError);
  for (const good of ['us-east-1', 'default', 'cn-north-1']) checkRegion(good);
});

test('the bucket goes where its store wants it', () => {
  const style = (endpoint: string, bucket = 'backups') => firstStyle(new URL(endpoint), bucket, 'auto');
  assert.equal(style('https://s3.eu-west-1.amazonaws.com'), 'virtual');
  assert.equal(style('https://s3.eu-west-1.amazonaws.com', 'with.dots'), 'path');
  assert.equal(style('https://oss-cn-hangzhou.aliyuncs.com'), 'virtual');
  assert.equal(style('https://cos.ap-guangzhou.myqcloud.com'), 'virtual');
  assert.equal(style('https://minio.example.com'), 'path');
  assert.equal(style('https://10.0.0.5:9000'), 'path');
});

test('any key comes back out of its URL', () => {
  const endpoint = new URL('https://s3.example.com:9000');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('path', 'virtual'),
      (key, style) => {
        fc.pre(key.isWellFormed() && key.split('/').every((step) => step !== '.' && step !== '..'));
        const url = urlOf({ endpoint, bucket: 'b-1', style }, key, { prefix: key });
        assert.equal(url.host, style === 'path' ? 's3.example.com:9000' : 'b-1.s3.example.com:9000');
        const path = style === 'path' ? url.pathname.slice('/b-1/'.length) : url.pathname.slice(1);
        assert.equal(decodeURIComponent(path), key);
        assert.equal(url.searchParams.get('prefix'), key);
        assert.doesNotMatch(url.href, /[+]/);
      },
    ),
  );
});

test('any speakable text comes back out of XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(speakable(text));
      // The parser makes every CR an LF, escaped ones too. Stores send keys URL-encoded, so that none is lost.
      assert.equal(readXml(`<a>${escapeXml(text)}</a>`)?.text, text.replaceAll('\r', '\n'));
    }),
  );
});

test('any text is XML or nothing, never a bug', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readXml(text)));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<a>', '</a>', '<b/>', '&lt;', '&x;', '<![CDATA[', ']]>', 'x', '<!--')),
      (parts) => void readXml(parts.join('')),
    ),
  );
});
