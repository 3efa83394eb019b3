import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { identityFromSubjectAltName } from '../../proto/src/identity.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';

describe('weft pki', () => {
  let dir = '';
  let stdout = '';
  let stderr = '';

  beforeEach(async () => {
    dir = join(mkdtempSync(join(tmpdir(), 'weft-pki-')), 'pki');
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += text;
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += text;
      return true;
    });
    expect(await pki('init')).toBe(ExitCode.OK);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(join(dir, '..'), { recursive: true });
  });

  const pki = async (command: string, ...args: string[]) => {
    stdout = '';
    stderr = '';
    return runProgram(['pki', command, ...args, '--dir', dir]);
  };
  const certificate = (name: string) => new X509Certificate(readFileSync(join(dir, `${name}.crt`)));
  const list = async () => {
    await pki('list', '-o', 'json');
    return JSON.parse(stdout) as { holder: string; serial: string; state: string; names: string[] }[];
  };
  /** What OpenSSL says of a certificate, with the CRL. */
  const verify = (name: string) => {
    const args = ['verify', '-crl_check', '-CAfile', join(dir, 'ca.crt'), '-CRLfile', join(dir, 'crl.pem')];
    try {
      return execFileSync('openssl', [...args, join(dir, `${name}.crt`)], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return (error as { stderr: string }).stderr;
    }
  };

  it.each(['node', 'tenant', 'admin'])('issues what a %s needs', async (role) => {
    expect(await pki('issue', role, 'x1', '--days', '10')).toBe(ExitCode.OK);
    const issued = certificate(`${role}/x1`);
    expect(identityFromSubjectAltName(issued.subjectAltName)).toEqual({ role, name: 'x1' });
    expect(issued.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    const days = (Date.parse(issued.validTo) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(9.9);
    expect(days).toBeLessThan(10.1);
    expect(verify(`${role}/x1`)).toContain('OK');
  });

  it('issues servers under their names, and only servers', async () => {
    expect(await pki('issue', 'controller', 'c1', '--san', 'c.example.net', '--san', '192.0.2.1')).toBe(ExitCode.OK);
    expect(certificate('controller/c1').checkHost('c.example.net')).toBe('c.example.net');
    expect(certificate('controller/c1').checkIP('192.0.2.1')).toBe('192.0.2.1');
    expect(await pki('issue', 'nats', 'n1', '--san', 'nats')).toBe(ExitCode.OK);
    expect(identityFromSubjectAltName(certificate('nats/n1').subjectAltName)).toBeNull();
    for (const refused of [
      ['controller', 'c2'],
      ['nats', 'n2'],
      ['node', 'h1', '--san', 'h1'],
      ['nats', 'n3', '--san', 'a b'],
    ]) {
      expect(await pki('issue', ...refused)).toBe(ExitCode.USAGE);
      expect(stderr).toContain('--san');
    }
  });

  it('refuses names that are no ids, unknown roles and certificates that outlive the authority', async () => {
    expect(await pki('issue', 'node', 'No.Good')).not.toBe(ExitCode.OK);
    expect(await pki('issue', 'node', '../../x')).not.toBe(ExitCode.OK);
    expect(await pki('issue', 'king', 'x')).toBe(ExitCode.USAGE);
    expect(await pki('issue', 'node', 'h1', '--days', '36500')).toBe(ExitCode.FAILED);
    expect(stderr).toContain('outlive');
    expect(await list()).toEqual([]);
  });

  it('keeps everything to its owner and leaves no scratch files', async () => {
    await pki('issue', 'node', 'h1');
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
      (f) => !statSync(join(dir, f)).isDirectory(),
    );
    expect(files.sort()).toEqual([
      'ca.crt',
      'ca.key',
      'crl.pem',
      expect.stringMatching(/^issued/),
      'node/h1.crt',
      'node/h1.key',
    ]);
    for (const file of files) expect([file, statSync(join(dir, file)).mode & 0o777]).toEqual([file, 0o600]);
  });

  it('does not make an authority twice, nor a certificate of a holder who has one', async () => {
    const before = readFileSync(join(dir, 'ca.key'), 'utf8');
    expect(await pki('init')).toBe(ExitCode.FAILED);
    expect(readFileSync(join(dir, 'ca.key'), 'utf8')).toBe(before);
    await pki('issue', 'node', 'h1');
    expect(await pki('issue', 'node', 'h1')).toBe(ExitCode.FAILED);
    expect(stderr).toContain('rotate or revoke');
  });

  it('rotates: a new key, the same names, the old one valid until it is revoked', async () => {
    await pki('issue', 'controller', 'c1', '--san', 'c1.example.net', '--days', '20');
    await pki('issue', 'node', 'h1', '--days', '300');
    const old = certificate('controller/c1');
    expect(await pki('rotate', '--within', '30')).toBe(ExitCode.OK);
    expect(stdout.trim()).toBe(join(dir, 'controller/c1.crt'));
    const fresh = certificate('controller/c1');
    expect(fresh.serialNumber).not.toBe(old.serialNumber);
    expect(fresh.subjectAltName).toBe(old.subjectAltName);
    expect(fresh.publicKey.equals(old.publicKey)).toBe(false);
    expect((await list()).map((c) => [c.holder, c.state])).toEqual([
      ['controller/c1', 'current'],
      ['controller/c1', 'superseded'],
      ['node/h1', 'current'],
    ]);
    expect(await pki('rotate', 'node/h2')).toBe(ExitCode.FAILED);
    expect(await pki('rotate')).toBe(ExitCode.USAGE);
  });

  it('revokes one certificate or all of a holder; OpenSSL sees it in the CRL, also after it was signed anew', async () => {
    await pki('issue', 'node', 'h1');
    await pki('issue', 'tenant', 'acme');
    await pki('rotate', 'tenant/acme');
    const [h1] = (await list()).filter((c) => c.holder === 'node/h1');
    expect(await pki('revoke', h1?.serial ?? '')).toBe(ExitCode.OK);
    expect(verify('node/h1')).toContain('certificate revoked');
    expect(verify('tenant/acme')).toContain('OK');
    expect(await pki('revoke', 'weft://tenant/acme')).toBe(ExitCode.OK);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(verify('tenant/acme')).toContain('certificate revoked');
    expect(await pki('crl', '--days', '5')).toBe(ExitCode.OK);
    expect(verify('node/h1')).toContain('certificate revoked');
    expect((await list()).map((c) => c.state)).toEqual(['revoked', 'revoked', 'revoked']);
    expect(await pki('revoke', 'node/unknown')).toBe(ExitCode.FAILED);
    expect(await pki('issue', 'node', 'h1')).toBe(ExitCode.OK);
    expect(verify('node/h1')).toContain('OK');
  });

  it('says who else changes the directory', async () => {
    writeFileSync(join(dir, 'lock'), '4242\n');
    expect(await pki('issue', 'node', 'h1')).toBe(ExitCode.FAILED);
    expect(stderr).toContain('process 4242');
    expect(await list()).toEqual([]);
  });
});
