package dev.konomi.web;

/** What a browser may do with our answers. */
final class ContentSecurityPolicy {
    /** Data only: a browser that is led to show it runs nothing. */
    static final String API = "default-src 'none'; frame-ancestors 'none'";

    /** Own scripts and styles only; images come from the API with a token and so as blobs. */
    static final String CONSOLE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    private ContentSecurityPolicy() {}
}
