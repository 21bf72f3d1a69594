// Vega and Vega-Lite as one classic script, since a page opened from a folder may not import modules.
import { View, parse } from 'vega';
import { compile } from 'vega-lite';

globalThis.xianxiangVega = { vega: { View, parse }, vegaLite: { compile } };
