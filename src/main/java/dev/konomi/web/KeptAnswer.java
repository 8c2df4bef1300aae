package dev.konomi.web;

import java.util.List;
import java.util.Map;

/**
 * An answer as it was given, to be given again.
 *
 * @param body base64
 */
record KeptAnswer(int status, Map<String, List<String>> headers, String body) {}
