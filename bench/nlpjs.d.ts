/** The little of @nlpjs/basic that the bench uses; the package has no types. */
declare module '@nlpjs/basic' {
  export function dockStart(options: object): Promise<{
    get(name: 'nlp'): {
      addLanguage(locale: string): void;
      addDocument(locale: string, text: string, intent: string): void;
      train(): Promise<void>;
      process(locale: string, text: string): Promise<{ intent: string; score: number }>;
    };
  }>;
}
