package dev.konomi.bootstrap;

import dev.konomi.launch.ClassArchive;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Says, once somebody can come in, where the door is, where the data lies, and how to get a token. */
@ApplicationScoped
class StartMessage {
    private static final Logger LOG = Logger.getLogger("dev.konomi");

    private final String data;
    private final boolean localIssuer;

    StartMessage(
            @ConfigProperty(name = "konomi.data") String data,
            @ConfigProperty(name = "konomi.local-issuer.enabled", defaultValue = "false") boolean localIssuer) {
        this.data = data;
        this.localIssuer = localIssuer;
    }

    void say(@ObservesAsync HttpServerStart started) {
        ClassArchive.applicationListens();
        String url = "http://" + started.options().getHost() + ":" + port(started);
        LOG.infof("Konomi listens at %s (console %s/console/, API %s/q/openapi); data in %s", url, url, url, data);
        if (localIssuer) {
            LOG.infof(
                    "A token: curl -d grant_type=password -d username=admin@acme -d password=demo %s/auth/token", url);
        }
    }

    // Asked for any free port, Quarkus writes the one it got into the configuration.
    private static int port(HttpServerStart started) {
        int asked = started.options().getPort();
        return asked > 0 ? asked : ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    }
}
