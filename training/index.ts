export { type Engine, type EngineStatus, engineDevice, engineStatus, loadBestEngine } from './engine.ts';
export { createTrainer } from './trainer.ts';
