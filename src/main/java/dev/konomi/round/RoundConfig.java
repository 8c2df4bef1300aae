package dev.konomi.round;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of room round. */
@ConfigMapping(prefix = "konomi.round")
interface RoundConfig {
    /** Rounds that this process works on at one time; the device takes turns between them. */
    @WithDefault("4")
    int workers();

    /** How often this process looks for work. */
    @WithDefault("500ms")
    Duration pollInterval();

    /** How often a process says that it still works on a job. */
    @WithDefault("2s")
    Duration heartbeat();

    /** Heartbeats that may fail to come before another process takes the job over; at least 4. */
    @WithDefault("4")
    int missedHeartbeats();

    /** The longest wait before a failed job is tried again; the first is a second, then twice as long each time. */
    @WithDefault("60s")
    Duration longestRetryWait();

    /** Images of one round that this process has in the denoise loop at one time. */
    @WithDefault("32")
    int imagesInFlight();

    /** How often a server-sent event may follow another. */
    @WithDefault("500ms")
    Duration eventInterval();
}
