package dev.konomi.round;

/** What a job row carries: whose round it works on. */
public record JobData(String tenant, String round) {}
