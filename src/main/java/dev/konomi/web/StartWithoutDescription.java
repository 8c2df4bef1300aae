package dev.konomi.web;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;

/**
 * Tells the build of the packaged application to leave the API's description to {@link DescriptionWhenAsked}. In tests
 * and in dev mode the library's classes, in a loader of their own, could not see it.
 */
public final class StartWithoutDescription implements BuildCompatibleExtension {
    /** Called by the build. */
    @Enhancement(types = OpenApiDocumentService.class)
    public void deferPreparations(ClassConfig service) {
        if (!LaunchMode.current().isDevOrTest()) {
            service.addAnnotation(WhenAsked.class);
        }
    }
}
