import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** A file of the page, in memory. */
export interface PageFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly etag: string;
  /** Its name has a hash of what it says: it never changes. */
  readonly immutable: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads all files of the built page, by the path that they are served under. Nothing else is ever served: what is asked for is looked up here and never
 * becomes a path of the file system. Throws what people should be told.
 */
export function readPageFiles(directory: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of list(directory)) {
    const contentType = contentTypes[extname(entry)];
    if (contentType === undefined) continue;
    const bytes = readFileSync(join(directory, entry));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const path = `/${entry.split(sep).join('/')}`;
    files.set(path === '/index.html' ? '/' : path, {
      bytes,
      contentType,
      etag,
      immutable: path.startsWith('/assets/'),
    });
  }
  if (!files.has('/')) throw new Error(`the dashboard is not built: there is no ${join(directory, 'index.html')}`);
  return files;
}

function list(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(directory.length + 1));
  } catch (error) {
    throw new Error(`the dashboard is not built: ${(error as Error).message}`, { cause: error });
  }
}
