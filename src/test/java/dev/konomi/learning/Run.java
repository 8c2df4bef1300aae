package dev.konomi.learning;

/**
 * One line of research: a method learns a task.
 *
 * @param rounds how many
 */
record Run(Task task, Method method, long seed, int rounds) {
    String name() {
        return task.name() + "/" + method.name() + "/" + seed;
    }
}
