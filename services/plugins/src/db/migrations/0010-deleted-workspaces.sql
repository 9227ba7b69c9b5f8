-- What a deleted workspace kept goes with it. The policies leave each workspace its own rows.
grant delete on plugin, plugin_version, lockfile, lockfile_revision to mesh_app;
