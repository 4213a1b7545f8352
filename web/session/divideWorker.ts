/// <reference lib="webworker" />
import { divideGrid, type GridToDivide } from '../model/divideGrid.ts'

addEventListener('message', ({ data }: MessageEvent<GridToDivide>) => postMessage(divideGrid(data)))
