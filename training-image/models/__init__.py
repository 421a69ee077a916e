"""One model a file. Each has fit(), save() and load(); `train` and `serve` find it by the name that project.yml gives."""
