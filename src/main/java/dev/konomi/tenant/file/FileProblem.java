package dev.konomi.tenant.file;

/**
 * What is wrong with a file, and where.
 *
 * @param line counted from 1
 * @param place path of the value, {@code adapters[0].prompts}; empty for the whole file
 */
record FileProblem(String file, int line, String place, String reason) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + (place.isEmpty() ? "" : place + ": ") + reason;
    }
}
