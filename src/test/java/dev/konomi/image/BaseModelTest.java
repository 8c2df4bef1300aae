package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.konomi.engine.runtime.Device;
import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseModelTest {
    @TempDir
    private Path data;

    @Test
    void a_process_that_must_use_cuda_does_not_start_without_it() {
        OnnxRuntime found = OnnxRuntime.open(new RuntimeOptions(Device.AUTO, 1, false, true));
        assumeThat(found.device()).as("there is a GPU here").isEqualTo(Device.CPU);
        BaseModel model = model("cuda");

        assertThatThrownBy(() -> model.start(new StartupEvent()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(found.whyNotCuda().orElseThrow());
    }

    @Test
    void a_device_that_does_not_exist_is_refused_with_those_that_do() {
        assertThatThrownBy(() -> model("gpu"))
                .hasMessageContainingAll("gpu", "konomi.engine.device", "auto", "cpu", "cuda");
    }

    private BaseModel model(String device) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(EngineConfig.class)
                .withMapping(ModelConfig.class)
                .withDefaultValues(Map.of("konomi.engine.device", device))
                .build();
        return new BaseModel(
                config.getConfigMapping(EngineConfig.class), config.getConfigMapping(ModelConfig.class), data);
    }
}
