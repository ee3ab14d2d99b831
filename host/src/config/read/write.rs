//! Writes the first `maille.toml` of an instance.

use std::path::Path;

use super::ConfigError;
use crate::config::Config;

impl Config {
    /// Writes a file that can be edited, with every instance key and a word on the rest.
    pub fn to_file(&self, folder: &Path) -> Result<(), ConfigError> {
        let instance = toml::to_string(&toml::Table::from_iter([(
            "instance".to_owned(),
            toml::Value::try_from(&self.instance).expect("plain strings become TOML"),
        )]))
        .expect("plain strings become TOML");
        let text = format!(
            "# Configuration of this instance. Every key has a default; an unknown key is an error that names its line.\n\
             # The environment can set each one too: MAILLE__INSTANCE__NAME, MAILLE__SERVER__LISTEN…\n\n{instance}\n\
             [server]\nlisten = \"{}\"\n\n\
             # A PostgreSQL server instead of the file maille.sqlite in this folder (`maille database copy` moves the records).\n\
             # [database]\n# url = \"postgres://maille@localhost/maille\"\n# password_file = \"postgres.password\"\n\n\
             # Letters: contributors' codes, and what plugins write to contributors.\n\
             # [mail]\n# url = \"smtps://maille@smtp.example.fr\"\n# password_file = \"smtp.password\"\n\
             # from = \"Maille <ne-pas-repondre@example.fr>\"\n\n\
             # A backup a day, of which seven are kept: give it the folder of another disk.\n\
             # [backup]\n# folder = \"/mnt/autre-disque/maille\"\n# every_h = 24\n# keep = 7\n\n\
             # Figures at /metrics for whoever sends this token (Prometheus).\n\
             # [metrics]\n# token_file = \"metrics.token\"\n\n\
             # Lets the fediverse read and follow events, organisations and places (FEDERATION.md).\n\
             # [fediverse]\n# enabled = true\n",
            self.server.listen
        );
        let path = folder.join(Self::FILE);
        std::fs::write(&path, text).map_err(|source| ConfigError::Read { path, source })
    }
}
