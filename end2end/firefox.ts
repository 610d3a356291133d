// Firefox as Debian ships it, driven by its own remote protocol: Playwright drives a Firefox of its own only.

import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 45_000;

/** The browser named by FIREFOX, else one with a usual name; none where there is none. */
export function findFirefox(): string | undefined {
  if (process.env.FIREFOX) return process.env.FIREFOX;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const files = ['firefox-esr', 'firefox'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

/** One window of Firefox without a screen. Messages are `length:[kind, number, error, result]`. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #received = Buffer.alloc(0);
  #sent = 0;

  /** Starts the program with a profile of its own, so that nothing of this machine's user plays a part. */
  static async start(program: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'phaseline-firefox-'));
    // Port 0 takes a free one, and the browser writes down which.
    writeFileSync(join(profile, 'user.js'), 'user_pref("marionette.port", 0);\n');
    const flags = ['--headless', '--no-remote', '--marionette', '--remote-allow-system-access', '--profile', profile];
    const child = spawn(program, flags, { stdio: 'ignore', env: { ...process.env, HOME: profile } });
    try {
      return new Firefox(child, profile, await connected(await port(profile, child)));
    } catch (error) {
      child.kill('SIGKILL');
      rmSync(profile, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(child: ChildProcess, profile: string, socket: Socket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('close', () => this.#giveUp(new Error('Firefox closed the connection')));
    socket.on('error', (error) => this.#giveUp(error));
  }

  /** Gives a command of the protocol, and its result. */
  command<T>(name: string, parameters: object = {}): Promise<T> {
    const number = ++this.#sent;
    const message = JSON.stringify([0, number, name, parameters]);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(number, { resolve: resolve as (value: unknown) => void, reject });
      this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
  }

  /** Runs a script in the page; what it returns comes back as JSON. */
  async run<T>(script: string): Promise<T> {
    const { value } = await this.command<{ value: T }>('WebDriver:ExecuteScript', { script, args: [] });
    return value;
  }

  /** Runs a script in the page again and again, until it returns something else than null. */
  async until<T>(script: string, waitMs: number): Promise<T | null> {
    const end = Date.now() + waitMs;
    for (;;) {
      const value = await this.run<T | null>(script);
      if (value !== null || Date.now() > end) return value;
      await sleep(50);
    }
  }

  /** What pages wrote to the browser's console as errors, policies that were broken among them. */
  async complaints(): Promise<string[]> {
    await this.command('Marionette:SetContext', { value: 'chrome' });
    const complaints = await this.run<string[]>(`
      return Services.console.getMessageArray()
        .filter((message) => message instanceof Ci.nsIScriptError && !/^(chrome|resource|moz-extension):/.test(message.sourceName))
        .filter((message) => !(message.flags & (Ci.nsIScriptError.infoFlag | Ci.nsIScriptError.warningFlag)) || /Security/.test(message.category))
        .map((message) => message.category + ': ' + message.errorMessage.slice(0, 300));`);
    await this.command('Marionette:SetContext', { value: 'content' });
    return complaints;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.command('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => {});
    await Promise.race([ended, sleep(5_000)]);
    this.#process.kill('SIGKILL');
    this.#socket.destroy();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#received.subarray(0, colon).toString());
      if (this.#received.length < end) return;
      const message: unknown = JSON.parse(this.#received.subarray(colon + 1, end).toString());
      this.#received = this.#received.subarray(end);
      // The first message greets and answers nothing.
      if (!Array.isArray(message)) continue;
      const [, number, error, result] = message as [number, number, { message?: string } | null, unknown];
      const waiting = this.#waiting.get(number);
      this.#waiting.delete(number);
      if (error) waiting?.reject(new Error(error.message ?? 'Firefox refused a command'));
      else waiting?.resolve(result);
    }
  }

  #giveUp(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

async function port(profile: string, child: ChildProcess): Promise<number> {
  let failed: Error | undefined;
  child.once('error', (error) => (failed = error));
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    if (failed) throw failed;
    if (child.exitCode !== null) throw new Error(`Firefox ended with ${child.exitCode} before it listened`);
    try {
      const number = Number(readFileSync(join(profile, 'MarionetteActivePort'), 'utf8'));
      if (number > 0) return number;
    } catch {
      // It is not written yet.
    }
    await sleep(50);
  }
  throw new Error(`Firefox did not listen within ${START_MS / 1000} s`);
}

function connected(number: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(number, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}
