// What draws where nothing was compiled, in notebooks and in an explorer saved as one file: all of Vega, and Vega-Lite.

import 'vega';
import { compile } from 'vega-lite';
import { draw } from './draw.js';

globalThis.xianxiangVega = { draw, compile: (spec) => compile(spec).spec };
