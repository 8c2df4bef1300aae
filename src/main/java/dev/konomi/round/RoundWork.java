package dev.konomi.round;

import java.util.function.BooleanSupplier;

/** One kind of job on a round. It may be started again from the beginning at any time, also beside itself. */
interface RoundWork {
    /** Runs with the round's tenant active; {@code stopping} turns true when the process goes down. */
    void run(JobData job, BooleanSupplier stopping) throws Exception;
}
