// What draws in a published page, whose charts were compiled when the book was built: of Vega no more than charts of numbers need, without
// maps, networks and regressions. A classic script, since a page opened from a folder may not import modules.

import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import * as data from 'vega-transforms';
import { extend } from 'vega-util';
import * as view from 'vega-view-transforms';
import { draw } from './draw.js';

extend(transforms, data, view, encode);
globalThis.xianxiangVega = { draw };
