package dev.konomi.artefact;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Chooses the store: an S3 server where {@code konomi.artefact.endpoint} names one, else the file system. */
@ApplicationScoped
class ArtefactStores {

    private static final Logger LOG = Logger.getLogger(ArtefactStores.class);

    @Produces
    @ApplicationScoped
    ArtefactStore store(ArtefactConfig config) {
        if (config.endpoint().isPresent()) {
            String endpoint = config.endpoint().get();
            LOG.infof("artefacts are kept by the S3 server at %s", endpoint);
            return MinioArtefactStore.connect(MinioConnection.of(config, endpoint));
        }
        LOG.infof("artefacts are kept in %s", config.folder().toAbsolutePath().normalize());
        return FileArtefactStore.open(config.folder(), config.retryAfter(), Clock.systemUTC());
    }

    void close(@Disposes ArtefactStore store) throws Exception {
        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
