import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { type ListFilter, listRecords } from '../../../pkg/backup/listing.ts';
import { renderTable } from '../../../pkg/output/columns.ts';
import { LIST_TITLES, listRow, WIDE_LIST_TITLES } from '../../../pkg/output/listing.ts';
import { renderJson } from '../../../pkg/output/structured.ts';
import { golden } from '../../golden.ts';
import { NOON } from '../../run.ts';
import { NODES, recordOf, resourceOf, S3_SPEC } from '../backup/examples.ts';

const RECORDS = [
  recordOf('21', '10.0.0.1'),
  recordOf('21', '10.0.0.2'),
  recordOf('22', '10.0.0.1'),
  recordOf('22', '10.0.0.2', 'Failed', { message: 'no space left on device\u001b[2J' }),
  recordOf('22', '10.0.0.9'),
  recordOf('23', '10.0.0.3', 'Running'),
  { fileName: 'manual 备份.db', backupTimestamp: 'yesterday', result: 'Success', unknown: { deep: [1] } },
  {},
  null,
];

const configuration = readConfiguration(resourceOf(RECORDS, S3_SPEC));
const listing = (filter: ListFilter = {}) => listRecords(configuration, NODES, filter, NOON);
const files = (filter: ListFilter) => listing(filter).records.map((record) => record.file?.slice(14));
const style = { header: true, color: false, columns: undefined };

test('the table, with records of every kind', () => {
  const rows = listing().records.map((one) => listRow(one, { wide: false, now: NOON, zone: undefined }));
  golden('list/table.txt', renderTable(LIST_TITLES, rows, style));
});

test('wide, in local time, in colour', () => {
  const how = { wide: true, now: NOON, zone: 'Asia/Shanghai' };
  const rows = listing().records.map((one) => listRow(one, how));
  golden('list/wide.txt', renderTable(WIDE_LIST_TITLES, rows, { ...style, color: true }));
});

test('--node takes an address of IPv6 however it is spelled', () => {
  const ofSix = readConfiguration(resourceOf([recordOf('23', 'FD00:0::1'), recordOf('23', 'fd00::2')]));
  for (const node of ['fd00::1', 'FD00:0:0:0:0:0:0:1'])
    assert.deepEqual(
      listRecords(ofSix, undefined, { node }, NOON).records.map(({ ip }) => ip),
      ['fd00::1'],
    );
});

test('JSON has raw values', () => golden('list/list.json', renderJson(listing())));

test('filters: by failure, node name, node IP, time and number', () => {
  assert.deepEqual(files({ failed: true }), ['20261122-000003-10.0.0.2.tar']);
  assert.deepEqual(files({ node: 'master-1', limit: 1 }), ['20261122-000003-10.0.0.1.tar']);
  assert.deepEqual(files({ node: '10.0.0.9' }), ['20261122-000003-10.0.0.9.tar']);
  assert.deepEqual(files({ since: new Date('2026-11-23T00:00:00Z') }), ['20261123-000003-10.0.0.3.tar']);
  assert.deepEqual(files({ limit: 0 }), []);
});

test('without rights to read nodes, the IP stands for the node', () => {
  assert.equal(listRecords(configuration, undefined, { limit: 1 }, NOON).records[0]?.node, '10.0.0.3');
});

test('a local copy older than the retention is not claimed to be there', () => {
  const old = readConfiguration(resourceOf([recordOf('01', '10.0.0.1')], { localStorage: { ttl: 86_400 } }));
  assert.deepEqual(listRecords(old, NODES, {}, NOON).records[0]?.stores, []);
});
