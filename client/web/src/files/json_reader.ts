/** Reads one JSON text, as files have it. */
import { BadFile, type Json, JsonNumber, JsonObject, quote } from "./json.ts";

/** Deeper nesting is refused: no file that is meant for us has it, and it would use up the stack. */
const deepest = 1_000;

/** readJson decodes one JSON text. It throws a BadFile with line and column. */
export function readJson(text: string): Json {
  return new Reader(text).whole();
}

const escapes: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** isPlain says that a code unit in a string stands for itself; NaN, beyond the end, does not. */
function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit !== 0x22 && unit !== 0x5c;
}

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Json {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected("after top-level value");
    return value;
  }

  #value(): Json {
    this.#space();
    switch (this.#text[this.#at]) {
      case "[":
        return this.#nested(() => this.#list());
      case "{":
        return this.#nested(() => this.#object());
      case '"':
        return this.#string();
      case "t":
        return this.#literal("true", true);
      case "f":
        return this.#literal("false", false);
      case "n":
        return this.#literal("null", null);
    }
    const start = this.#at;
    number.lastIndex = start;
    if (!number.test(this.#text)) throw this.#unexpected("looking for beginning of value");
    this.#at = number.lastIndex;
    return new JsonNumber(this.#text.slice(start, this.#at));
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > deepest) throw new BadFile(`${this.#place(this.#at)}: is nested more than ${deepest} deep`);
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #list(): Json[] {
    const list: Json[] = [];
    if (this.#takes("]")) return list;
    for (;;) {
      list.push(this.#value());
      if (this.#takes("]")) return list;
      if (!this.#takes(",")) throw this.#unexpected("after array element");
    }
  }

  #object(): JsonObject {
    const object = new JsonObject();
    if (this.#takes("}")) return object;
    for (;;) {
      this.#space();
      const start = this.#at;
      if (this.#text[start] !== '"') throw this.#unexpected("looking for beginning of object key string");
      const key = this.#string();
      if (object.has(key)) {
        throw new BadFile(`${this.#place(start)}: the key ${quote(key)} stands twice in one object: leave one out`);
      }
      if (!this.#takes(":")) throw this.#unexpected("after object key");
      object.set(key, this.#value());
      if (this.#takes("}")) return object;
      if (!this.#takes(",")) throw this.#unexpected("after object key:value pair");
    }
  }

  #string(): string {
    let text = "";
    for (;;) {
      const start = ++this.#at;
      while (isPlain(this.#text.charCodeAt(this.#at))) this.#at++;
      text += this.#text.slice(start, this.#at);
      switch (this.#text[this.#at]) {
        case '"':
          this.#at++;
          // Half a surrogate pair is no letter, and no message can carry it.
          return text.replace(/\p{Surrogate}/gu, "\ufffd");
        case "\\":
          text += this.#escape();
          break;
        default:
          throw this.#unexpected("in string literal");
      }
    }
  }

  /** #escape leaves the last letter of the escape as the one that was read. */
  #escape(): string {
    const letter = this.#text[++this.#at];
    if (letter !== "u") {
      const meant = letter === undefined ? undefined : escapes[letter];
      if (meant === undefined) throw this.#unexpected("in string escape code");
      return meant;
    }
    let code = "";
    while (code.length < 4) {
      const digit = this.#text[++this.#at] ?? "";
      if (!/^[0-9a-fA-F]$/.test(digit)) throw this.#unexpected("in \\u hexadecimal character escape");
      code += digit;
    }
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  #literal<T>(word: string, value: T): T {
    for (const letter of word) {
      if (this.#text[this.#at] !== letter) throw this.#unexpected(`in literal ${word} (expecting '${letter}')`);
      this.#at++;
    }
    return value;
  }

  #takes(sign: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (;;) {
      const c = this.#text.charCodeAt(this.#at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.#at++;
    }
  }

  #unexpected(where: string): BadFile {
    const letter = this.#text.codePointAt(this.#at);
    if (letter === undefined) {
      return new BadFile(`${this.#place(this.#text.length - 1)}: is not JSON: unexpected end of JSON input`);
    }
    const shown = JSON.stringify(String.fromCodePoint(letter)).slice(1, -1).replace('\\"', '"').replace("'", "\\'");
    return new BadFile(`${this.#place(this.#at)}: is not JSON: invalid character '${shown}' ${where}`);
  }

  /** #place is line and column, both from 1; a column is a letter. */
  #place(index: number): string {
    let line = 1;
    let column = 1;
    for (let i = 0; i < index; i++) {
      const unit = this.#text.charCodeAt(i);
      if (unit === 0x0a) {
        line++;
        column = 1;
      } else if ((unit & 0xfc00) !== 0xdc00) column++; // the second half of a pair is no letter of its own
    }
    return `line ${line}, column ${column}`;
  }
}
