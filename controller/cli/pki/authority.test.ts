import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityFromSubjectAltName } from '../../../proto/src/identity.js';
import { CertificateAuthority } from './authority.js';

describe('the certificate authority', () => {
  let directory = '';
  const files = (name: string) => ({
    certificate: join(directory, `${name}.crt`),
    key: join(directory, `${name}.key`),
  });
  const read = (name: string) => new X509Certificate(readFileSync(files(name).certificate));

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'weft-authority-'));
    await CertificateAuthority.create(files('ca'), 'test CA');
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('issues certificates that its own certificate verifies, also after it was opened again', async () => {
    const authority = await CertificateAuthority.open(files('ca'));
    await authority.issue(files('node'), { commonName: 'host-1', identity: { role: 'node', name: 'host-1' } });
    const ca = read('ca');
    expect(ca.ca).toBe(true);
    expect(read('node').verify(ca.publicKey)).toBe(true);
    expect(read('node').checkIssued(ca)).toBe(true);
    expect(read('node').ca).toBe(false);
  });

  it('puts the identity in the one URI SAN, and server names beside it', async () => {
    const authority = await CertificateAuthority.open(files('ca'));
    await authority.issue(files('controller'), {
      commonName: 'controller',
      identity: { role: 'controller', name: 'c1' },
      server: { dns: ['localhost'], ip: ['198.18.0.1'] },
    });
    const certificate = read('controller');
    expect(identityFromSubjectAltName(certificate.subjectAltName)).toEqual({ role: 'controller', name: 'c1' });
    expect(certificate.checkIP('198.18.0.1')).toBe('198.18.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('does not let a certificate without an identity be a client', async () => {
    const authority = await CertificateAuthority.open(files('ca'));
    await authority.issue(files('nats'), { commonName: 'nats', server: { dns: ['localhost'] } });
    expect(read('nats').keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('keeps keys to their owner', () => {
    for (const name of ['ca', 'node', 'controller']) expect(statSync(files(name).key).mode & 0o777).toBe(0o600);
  });
});
