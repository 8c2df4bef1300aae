package dev.konomi.round;

/** The process is going down, or what the job needs is not there yet; it goes on later from where it was. */
final class JobStoppedException extends RuntimeException {
    JobStoppedException(String why) {
        super(why);
    }
}
