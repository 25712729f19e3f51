export { type Engine, type EngineStatus, engineStatus, loadBestEngine } from './engine.ts';
export { createTrainer } from './trainer.ts';
