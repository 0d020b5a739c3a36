// Asks Intelephense about every PHP file of the given folders, with the stubs on its include path, and prints what it
// reports. Exits with 1 if it reports anything.
//
//     npm install --prefix target/intelephense intelephense@1.18.5
//     node scripts/intelephense.mjs php examples/php
//
// A language server that was set up wrongly reports nothing. So the run opens a file with deliberate mistakes too, which
// exists only in memory, and fails unless each of them is reported.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const SERVER = createRequire(join(ROOT, 'target/intelephense/'))
    .resolve('intelephense/lib/intelephense.js');
// Of the language server protocol. A hint is only dimmed in an editor, such as a parameter that a signature keeps for callers.
const HINT = 4;
const OLDEST_PHP = '8.2.0';
// The frameworks that the examples use; `scripts/setup.sh test` installs them.
const DEBIAN_LIBRARIES = '/usr/share/php';

// The code of each mistake, and a line that makes it.
const MISTAKES = {
    P1010: 'Entrata\\noSuchFunction();',
    P1005: 'Entrata\\deliverEvents();',
    P1119: 'Entrata\\runJobs(1, 2);',
    P1006: "Entrata\\runJobs('ten');",
    P1014: "echo Entrata\\handleWebhook('')->noSuchProperty;",
    P1013: '(new Entrata\\Portal())->noSuchMethod();',
    P1009: 'new Entrata\\Event\\NoSuchEvent();',
    P1056: "Entrata\\handleWebhook('')->status = 200;",
    P1008: 'echo $undefinedVariable;',
};
const SETTINGS = {
    // Intelephense reads the folders of a workspace apart from each other.
    environment: { phpVersion: OLDEST_PHP, includePaths: [join(ROOT, 'stubs'), join(ROOT, 'php'), DEBIAN_LIBRARIES] },
    diagnostics: { strictTypes: true },
    telemetry: { enabled: false },
};

const messageOf = body => Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);

/** A language server that runs as a child and speaks JSON-RPC over its standard input and output. */
class LanguageServer {
    #child;
    #unread = Buffer.alloc(0);
    #requests = new Map();
    #listeners = new Map();

    constructor(program) {
        this.#child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
        this.#child.stdout.on('data', bytes => this.#read(bytes));
    }

    on(method, listener) {
        this.#listeners.set(method, listener);
    }

    notify(method, params) {
        this.#send({ method, params });
    }

    request(method, params) {
        const id = this.#requests.size;
        return new Promise(done => {
            this.#requests.set(id, done);
            this.#send({ id, method, params });
        });
    }

    async stop() {
        await this.request('shutdown');
        this.notify('exit');
    }

    #send(message) {
        this.#child.stdin.write(messageOf(Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))));
    }

    #read(bytes) {
        this.#unread = Buffer.concat([this.#unread, bytes]);
        for (let body; (body = this.#nextBody()) !== null;) {
            this.#dispatch(JSON.parse(body));
        }
    }

    #nextBody() {
        const head = this.#unread.indexOf('\r\n\r\n');
        if (head < 0) {
            return null;
        }
        const end = head + 4 + Number(/Content-Length: (\d+)/.exec(this.#unread.subarray(0, head))[1]);
        if (this.#unread.length < end) {
            return null;
        }
        const body = this.#unread.subarray(head + 4, end);
        this.#unread = this.#unread.subarray(end);
        return body;
    }

    #dispatch({ id, method, params, result }) {
        if (method === undefined) {
            this.#requests.get(id)(result);
            return;
        }
        const reply = this.#listeners.get(method)?.(params) ?? null;
        // The server's first request has the id 0.
        if (id !== undefined) {
            this.#send({ id, result: reply });
        }
    }
}

function phpFilesIn(folder) {
    return readdirSync(folder, { recursive: true })
        .filter(name => name.endsWith('.php') && !name.includes('node_modules'))
        .map(name => join(folder, name))
        .sort();
}

/** Starts the server on the workspace, and resolves once every file there is indexed. */
async function openWorkspace(server, folders, storage) {
    const indexed = new Promise(done => server.on('indexingEnded', done));
    server.on('workspace/configuration', ({ items }) => items.map(() => SETTINGS));
    await server.request('initialize', {
        processId: process.pid,
        rootUri: pathToFileURL(ROOT).href,
        capabilities: {
            workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
            textDocument: { publishDiagnostics: {} },
        },
        workspaceFolders: folders.map(folder => ({ uri: pathToFileURL(folder).href, name: relative(ROOT, folder) })),
        initializationOptions: { storagePath: storage, globalStoragePath: storage, clearCache: true },
    });
    server.notify('initialized', {});
    await indexed;
}

/** Resolves with what the server reports about the text, once it has. */
function diagnose(server, path, text) {
    const uri = pathToFileURL(path).href;
    return new Promise(done => {
        server.on('textDocument/publishDiagnostics', report => {
            if (report.uri === uri) {
                done(report.diagnostics.filter(({ severity }) => severity < HINT));
            }
        });
        server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'php', version: 1, text } });
    });
}

async function missedMistakes(server, folder) {
    const text = ['<?php', 'declare(strict_types=1);', ...Object.values(MISTAKES)].join('\n');
    const found = await diagnose(server, join(folder, 'deliberate_mistakes.php'), text);
    return Object.keys(MISTAKES).filter((code, at) => !found.some(one => one.code === code && one.range.start.line === at + 2));
}

async function report(server, files) {
    let problems = 0;
    for (const file of files) {
        for (const { range, code, message } of await diagnose(server, file, readFileSync(file, 'utf8'))) {
            problems++;
            console.log(`${relative(ROOT, file)}:${range.start.line + 1}: ${code} ${message}`);
        }
    }
    console.log(`${files.length} files, ${problems} problems`);
    return problems;
}

const folders = process.argv.slice(2).map(folder => resolve(folder));
if (!folders.length) {
    throw new Error('usage: node scripts/intelephense.mjs FOLDER...');
}
const storage = mkdtempSync(join(tmpdir(), 'entrata-intelephense-'));
const server = new LanguageServer(SERVER);
try {
    await openWorkspace(server, folders, storage);
    const missed = await missedMistakes(server, folders[0]);
    if (missed.length) {
        throw new Error(`Intelephense does not report ${missed.join(', ')} in a file that has these mistakes`);
    }
    process.exitCode = await report(server, folders.flatMap(phpFilesIn)) ? 1 : 0;
} finally {
    await server.stop();
    rmSync(storage, { recursive: true });
}
