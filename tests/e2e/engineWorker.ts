import { planEngineCity } from './engineCase.ts'

// The worker that engine.test.ts bundles and runs in a browser: it plans at once and sends what came out.
postMessage(planEngineCity())
