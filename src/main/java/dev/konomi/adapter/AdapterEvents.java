package dev.konomi.adapter;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jboss.logging.Logger;

/** Where the room's audit events go until the audit log takes them. */
@ApplicationScoped
class AdapterEvents {

    private static final Logger LOG = Logger.getLogger(AdapterEvents.class);

    void append(String action, String noun, String nounId, Map<String, ?> details) {
        LOG.infof("%s %s %s %s", action, noun, nounId, details);
    }
}
