package dev.konomi.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerSwitchTest {
    private static final String HOST = "quarkus.http.host";
    private static final String SERVER = "quarkus.oidc.auth-server-url";
    private static final String WISH = "konomi.local-issuer.enabled";

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
    void it_is_on_while_only_this_machine_can_reach_us(String host) {
        assertThat(IssuerSwitch.decide(config(Map.of(HOST, host)))).isTrue();
    }

    @Test
    void it_is_off_with_an_oidc_server_whatever_is_wished() {
        assertThat(IssuerSwitch.decide(config(Map.of(SERVER, "https://id.example/realms/k", HOST, "0.0.0.0"))))
                .isFalse();
        assertThat(IssuerSwitch.decide(config(Map.of(SERVER, "https://id.example/realms/k", WISH, "true"))))
                .isFalse();
    }

    @Test
    void the_process_does_not_start_where_anybody_could_sign_in() {
        assertThatThrownBy(() -> IssuerSwitch.decide(config(Map.of(HOST, "0.0.0.0"))))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("0.0.0.0")
                .hasMessageContaining("quarkus.oidc.auth-server-url")
                .hasMessageContaining("konomi.local-issuer.enabled=true");
    }

    @Test
    void somebody_may_switch_it_on_in_public_by_name() {
        assertThat(IssuerSwitch.decide(config(Map.of(HOST, "0.0.0.0", WISH, "true"))))
                .isTrue();
    }

    @Test
    void the_process_does_not_start_where_nobody_could_sign_in() {
        assertThatThrownBy(() -> IssuerSwitch.decide(config(Map.of(WISH, "false"))))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("Nobody could sign in");
    }

    @Test
    void what_an_earlier_start_in_this_process_found_out_counts_as_unset() {
        EmbeddedSettings.publish(Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/konomi"));
        Config config =
                new SmallRyeConfigBuilder().withSources(new EmbeddedSettings()).build();

        assertThat(config.getValue("quarkus.datasource.jdbc.url", String.class)).isNotEmpty();
        assertThat(EmbeddedServices.setting(config, "quarkus.datasource.jdbc.url"))
                .isEmpty();
        EmbeddedSettings.publish(Map.of());
    }

    private static Config config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
    }
}
