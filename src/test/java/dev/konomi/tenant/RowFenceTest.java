package dev.konomi.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.bootstrap.EmbeddedDatabase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class RowFenceTest {
    @Inject
    ActiveTenant active;

    @Inject
    DataSource database;

    @BeforeEach
    void a_table_with_one_row_of_each_tenant() throws SQLException {
        try (Connection connection = asOwner();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists fence_probe");
            statement.execute("create table fence_probe (tenant_id text not null, thing text not null)");
            statement.execute("insert into fence_probe values ('acme', 'mug'), ('bolt', 'nut')");
            statement.execute("alter table fence_probe enable row level security");
            statement.execute("create policy own_rows on fence_probe using (tenant_id ="
                    + " current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*')");
        }
    }

    @Test
    void plain_sql_without_a_where_clause_sees_only_the_own_rows() throws Exception {
        assertThat(active.runAs("acme", this::things)).containsExactly("mug");
        assertThat(active.runAs("bolt", this::things)).containsExactly("nut");
    }

    @Test
    void work_of_nobody_sees_nothing_and_the_system_sees_everything() throws Exception {
        assertThat(things()).isEmpty();
        assertThat(active.runAsSystem(this::things)).containsExactly("mug", "nut");
    }

    @Test
    void a_row_of_another_tenant_can_be_neither_written_nor_changed() {
        assertThatThrownBy(
                        () -> active.runAs("acme", () -> update("insert into fence_probe values ('bolt', 'forged')")))
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> active.runAs("acme", () -> update("update fence_probe set tenant_id = 'bolt'")))
                .hasMessageContaining("row-level security");
    }

    @Test
    void the_application_cannot_lift_the_fence() {
        assertThatThrownBy(
                        () -> active.runAs("acme", () -> update("alter table fence_probe disable row level security")))
                .hasMessageContaining("must be owner");
        assertThatThrownBy(() -> active.runAs("acme", () -> update("set role " + EmbeddedDatabase.OWNER_ROLE)))
                .hasMessageContaining("permission denied");
    }

    @Test
    void the_tenant_cannot_change_inside_a_transaction() {
        assertThatThrownBy(() -> active.runAs(
                        "acme", () -> QuarkusTransaction.requiringNew().call(() -> active.runAs("bolt", this::things))))
                .hasStackTraceContaining("one of tenant 'acme' while becoming 'bolt'");
    }

    private List<String> things() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select thing from fence_probe order by thing")) {
            List<String> things = new ArrayList<>();
            while (rows.next()) {
                things.add(rows.getString(1));
            }
            return things;
        }
    }

    private int update(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static Connection asOwner() throws SQLException {
        var config = ConfigProvider.getConfig();
        return DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.flyway.username", String.class),
                config.getValue("quarkus.flyway.password", String.class));
    }
}
