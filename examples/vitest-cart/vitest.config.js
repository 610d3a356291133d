import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", ["junit", { suiteName: "cart", addFileAttribute: true }]],
    outputFile: { junit: "coverage/junit.xml" },
    coverage: { enabled: true, provider: "v8", include: ["src/**"], reporter: ["lcovonly", "cobertura"], reportOnFailure: true },
    testTimeout: 300,
  },
});
