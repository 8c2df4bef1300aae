package dev.konomi.adapter;

/** What a version is good for at present. */
public enum VersionState {
    /** Published, and never served to everybody. */
    CANDIDATE,
    /** A candidate that its audit has something against: promoted by an explicit override alone. */
    HELD,
    /** Served to a share of the requests. */
    CANARY,
    /** Served to everybody else: exactly one version of an adapter. */
    LIVE,
    /** Was live before; can be promoted again. */
    RETIRED;

    static VersionState of(AdapterRow adapter, VersionRow version) {
        if (version.number == adapter.liveNumber) {
            return LIVE;
        }
        if (adapter.canaryNumber != null && adapter.canaryNumber == version.number) {
            return CANARY;
        }
        if (version.wasLive) {
            return RETIRED;
        }
        return Hold.applies(version) ? HELD : CANDIDATE;
    }
}
