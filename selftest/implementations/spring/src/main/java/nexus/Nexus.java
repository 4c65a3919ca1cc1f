package nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.security.config.Customizer.withDefaults;

import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/** The operation in Spring MVC, with Spring Security for the credentials and ProblemDetail for the errors. */
@SpringBootApplication
@RestController
public class Nexus {
  record World(Tokens tokens, String applicationToken, List<Account> accounts, List<Row> users, List<Row> clients) {}

  record Tokens(byte[] secret, String issuer, String audience) {}

  record Account(String userId, String password) {}

  record Row(String id) {}

  public static void main(String[] arguments) {
    SpringApplication.run(Nexus.class, arguments);
  }

  private final World world;

  Nexus(JsonMapper json) {
    world = json.readValue(System.in, World.class);
  }

  @EventListener
  void announce(WebServerInitializedEvent event) {
    System.out.println("Spring is listening on http://127.0.0.1:" + event.getWebServer().getPort());
  }

  @PostMapping("/v1/users/{userId}/password-reset")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void resetPassword(@PathVariable UUID userId, @RequestParam String clientId) {
    if (!world.clients().contains(new Row(clientId))) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The clientId names no application.");
    }
    if (!world.users().contains(new Row(userId.toString()))) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such user.");
    }
    // Here the e-mail would be handed over.
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http) {
    return http.csrf(csrf -> csrf.disable())
        .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .httpBasic(withDefaults())
        .oauth2ResourceServer(server -> server.jwt(withDefaults()))
        .authorizeHttpRequests(requests -> requests.anyRequest().access((authentication, context) ->
            new AuthorizationDecision(isGranted(authentication.get(), context.getRequest().getHeader("ApplicationToken")))))
        .build();
  }

  private boolean isGranted(Authentication authentication, String applicationToken) {
    if (authentication instanceof JwtAuthenticationToken) {
      return applicationToken != null
          && MessageDigest.isEqual(applicationToken.getBytes(UTF_8), world.applicationToken().getBytes(UTF_8));
    }
    return authentication instanceof UsernamePasswordAuthenticationToken;
  }

  @Bean
  UserDetailsService accounts() {
    var encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    return new InMemoryUserDetailsManager(world.accounts().stream()
        .map(account -> User.withUsername(account.userId()).password(encoder.encode(account.password())).build())
        .toList());
  }

  @Bean
  JwtDecoder tokens() {
    var tokens = world.tokens();
    var decoder = NimbusJwtDecoder.withSecretKey(new SecretKeySpec(tokens.secret(), "HmacSHA256")).build();
    decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(
        new JwtIssuerValidator(tokens.issuer()), new JwtAudienceValidator(tokens.audience())));
    return decoder;
  }
}
