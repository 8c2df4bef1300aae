package dev.konomi.tenant;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.TreeSet;

/** Says who the caller is, to each role. */
@Path("/test/who")
@Produces(MediaType.APPLICATION_JSON)
public class WhoAmIResource {
    private final Caller caller;
    private final ActiveTenant active;

    WhoAmIResource(Caller caller, ActiveTenant active) {
        this.caller = caller;
        this.active = active;
    }

    public record Who(String tenant, String activeTenant, String subject, String name, Set<String> roles) {}

    @GET
    @Path("/client")
    @RolesAllowed(Roles.CLIENT)
    public Who client() {
        return new Who(caller.tenant(), active.slug(), caller.subject(), caller.name(), new TreeSet<>(caller.roles()));
    }

    @GET
    @Path("/evaluator")
    @RolesAllowed(Roles.EVALUATOR)
    public Who evaluator() {
        return client();
    }

    @GET
    @Path("/admin")
    @RolesAllowed(Roles.TENANT_ADMIN)
    public Who admin() {
        return client();
    }

    @GET
    @Path("/tenant-of-operator")
    @RolesAllowed(Roles.OPERATOR)
    public String operator() {
        return caller.tenant();
    }
}
