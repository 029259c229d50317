SELECT id FROM parcels WHERE tracking = :code;
